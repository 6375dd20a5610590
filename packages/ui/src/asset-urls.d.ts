/** How Vite names the address of a bundled file. */
declare module "*?url" {
  const url: string;
  export default url;
}
