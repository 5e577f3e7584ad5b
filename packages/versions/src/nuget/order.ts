export {
  distanceSemver as distanceNuget,
  isPrereleaseSemver as isPrereleaseNuget,
  orderSemver as orderNuget,
} from '../semver/order.ts';
