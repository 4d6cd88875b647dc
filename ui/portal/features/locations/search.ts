/** State of the tree in the address bar. */
export interface LocationsSearch {
  /** The chosen location. */
  node?: string;
  /** Words that narrow the tree. */
  q?: string;
}

/** Takes from the address bar what makes sense, and leaves out the rest. */
export function locationsSearch({ node, q }: Record<string, unknown>): LocationsSearch {
  return {
    ...(typeof node === 'string' && node !== '' ? { node } : {}),
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
  };
}
