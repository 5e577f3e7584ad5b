import { useSearchParams } from 'react-router';

/** Filters that live in the address, so that they can be kept and sent; an empty value takes one out. */
export function useAddressFilters() {
  const [params, setParams] = useSearchParams();
  return {
    params,
    set: (name: string, value: string) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          if (value === '') after.delete(name);
          else after.set(name, value);
          return after;
        },
        { replace: true },
      ),
    clear: () => setParams({}, { replace: true }),
  };
}
