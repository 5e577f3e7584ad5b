import { describe } from 'vitest';
import { describesBroker } from '../testing/broker-contract.ts';
import { createMemoryBroker } from './memory.ts';

describe('the memory broker', () => describesBroker(async () => [createMemoryBroker()], 1));
