import './design/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createServices, findBaseUrl } from './api/services.ts';
import { App } from './app/app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
const services = createServices(await findBaseUrl());
createRoot(root).render(
  <StrictMode>
    <App services={services} />
  </StrictMode>,
);
