/** 10,000 of the MNIST digits: element d has every sample of digit d, 784 gray values from 0 to 1 each, one after the other. */
declare module "mnist" {
  const digits: readonly { readonly raw: readonly number[]; readonly length: number }[];
  export default digits;
}
