declare module 'virtual:collection-icons' {
  /** By the name that a definition gives; made by the plugin in vite.config.ts. */
  export const collectionIcons: { readonly [name: string]: import('./components/icon.ts').Icon };
}
