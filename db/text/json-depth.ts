/**
 * Levels of arrays and objects. What Rekey logs has a handful; at some thousands, JSON.stringify and whatever else walks through them
 * runs out of stack, and at 1,000 Python's own reader does.
 */
export const DEEPEST = 500;

/** Whether JSON is nested deeper than that. Brackets within texts do not count. */
export function isTooDeep(json: string): boolean {
  // Nearly every entry has fewer brackets than that, and to count them is fast.
  if (json.length <= DEEPEST || countOf(json, '[') + countOf(json, '{') <= DEEPEST) return false;
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (inText) {
      if (character === '\\') at += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '[' || character === '{') {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (character === ']' || character === '}') depth -= 1;
  }
  return false;
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) count += 1;
  return count;
}
