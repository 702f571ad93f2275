import { Fragment } from 'react';

interface Props {
  text: string;
  /** Null: there is none. */
  names: readonly (string | null | undefined)[];
}

/**
 * A sentence whose names do not turn the words around them, in whatever direction they are written (Unicode UAX 9). By
 * elements: characters that isolate would be copied along with a name, and nobody is found by it then.
 */
export function Sentence({ text, names }: Props) {
  const [name, ...others] = names;
  if (name === undefined) return <>{text}</>;
  // A blank name is between all characters.
  const pieces = name?.trim() ? text.split(name) : [text];
  return pieces.map((piece, at) => (
    <Fragment key={at}>
      {at > 0 && <bdi>{name}</bdi>}
      <Sentence text={piece} names={others} />
    </Fragment>
  ));
}
