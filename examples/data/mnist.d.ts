/**
 * 10,000 of the MNIST digits: element d holds all samples of digit d, one after the other, with 784
 * gray values from 0 to 1 each.
 */
declare module "mnist" {
  const digits: readonly { readonly raw: readonly number[]; readonly length: number }[];
  export default digits;
}
