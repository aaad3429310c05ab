/** Follows the page tokens of a list to its end. */
export async function allPages<T>(
  page: (token: string | undefined) => Promise<{ items: T[] | undefined; token: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const { items = [], token: following } = await page(token);
    all.push(...items);
    token = following === token ? undefined : following;
  } while (token);
  return all;
}
