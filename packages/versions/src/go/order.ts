export {
  distanceSemver as distanceGo,
  isPrereleaseSemver as isPrereleaseGo,
  orderSemver as orderGo,
} from '../semver/order.ts';
