import { createBus } from '../../create-bus.ts';
import { describeBus } from '../../testing/contract.ts';

describeBus('memory', async () => ({ open: (options) => createBus(options) }));
