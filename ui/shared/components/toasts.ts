/** Something that was done, said once. */
export interface ToastContent {
  text: string;
  status?: 'settled' | 'unavailable' | 'neutral';
  /** Takes it back; shown as Undo. */
  onUndo?: () => void;
}

/** A toast that is on the screen. */
export interface Toast extends ToastContent {
  id: number;
}

/** Holds what the toaster shows. Usable from anywhere, components or not. */
export class Toasts {
  #shown: readonly Toast[] = [];
  #watchers = new Set<() => void>();
  #next = 1;

  /** Shows a toast and gives the function that takes it away. */
  show(content: ToastContent): () => void {
    const id = this.#next++;
    this.#set([...this.#shown, { ...content, id }]);
    return () => this.dismiss(id);
  }

  /** Takes a toast away. */
  readonly dismiss = (id: number): void => {
    if (this.#shown.some((toast) => toast.id === id)) this.#set(this.#shown.filter((toast) => toast.id !== id));
  };

  /** What is shown now, the oldest first. */
  readonly shown = (): readonly Toast[] => this.#shown;

  /** Calls the watcher after each change, until the returned function is called. */
  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  #set(shown: readonly Toast[]) {
    this.#shown = shown;
    for (const watcher of this.#watchers) watcher();
  }
}

/** The toasts of this window. */
export const toasts = new Toasts();
