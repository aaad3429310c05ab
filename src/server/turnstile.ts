/** Lets so many be inside at once; the others wait their turn. */
export interface Turnstile {
  /** Resolves once `id` is inside, or need not wait any more because it left. */
  enter(id: string): Promise<void>;
  /** From inside, or from the queue; does nothing for one that is in neither. */
  leave(id: string): void;
}

export function createTurnstile(atOnce: number): Turnstile {
  const inside = new Set<string>();
  const waiting: { id: string; go(): void }[] = [];
  return {
    async enter(id) {
      if (inside.size >= atOnce) await new Promise<void>((go) => waiting.push({ id, go }));
      else inside.add(id);
    },
    leave(id) {
      const queued = waiting.findIndex((other) => other.id === id);
      if (queued >= 0) waiting.splice(queued, 1)[0]?.go();
      if (!inside.delete(id)) return;
      const next = waiting.shift();
      if (!next) return;
      inside.add(next.id);
      next.go();
    },
  };
}
