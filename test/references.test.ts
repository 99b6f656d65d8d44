import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const under = (folder: string, extension: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .map((file) => join(folder, file));

/** Names of the anchors of a page: its headings as GitHub spells them. */
function anchorsOf(page: string): readonly string[] {
  const text = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

const citations = under('src', '.ts').flatMap((file) => {
  const found = readFileSync(file, 'utf8').match(/docs\/[\w/-]+\.md(?:#[\w-]+)?/g) ?? [];
  return [...new Set(found)].map((citation) => {
    const [page = '', anchor] = citation.split('#');
    return { file, citation, page, anchor };
  });
});

test.each(citations)('$file cites $citation, which exists', ({ page, anchor }) => {
  expect(existsSync(page), page).toBe(true);
  if (anchor !== undefined) expect(anchorsOf(page)).toContain(anchor);
});

const pages = [
  ...(existsSync('docs') ? under('docs', '.md') : []),
  ...readdirSync('.').filter((file) => file.endsWith('.md')),
];
const links = pages.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(
    ([link, target = '', anchor]) => ({ file, link: link.slice(2, -1), target, anchor }),
  ),
);

test.each(links)('$file links to $link, which exists', ({ file, target, anchor }) => {
  const page = target === '' ? file : join(dirname(file), target);
  expect(existsSync(page), page).toBe(true);
  if (anchor !== undefined) expect(anchorsOf(page)).toContain(anchor);
});

test('the model is cited', () => {
  expect(citations.some(({ page }) => page === 'docs/model.md')).toBe(true);
});
