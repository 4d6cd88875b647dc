/** What stands in a text between blanks, commas and line ends. */
export function wordsIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== '');
}
