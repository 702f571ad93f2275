/** What a mail will look like, with samples in it. */
import { SegmentedControl } from '@mantine/core';
import { createElement, type ReactNode, useMemo, useState } from 'react';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import type { Outputs } from '../../trpc.ts';
import classes from './mail.module.css';

interface Props {
  preview: Outputs['mail']['preview'] | undefined;
  error: unknown;
}

export function MailPreview({ preview, error }: Props) {
  const [half, setHalf] = useState<'html' | 'text'>('html');
  return (
    <section className={classes.preview} aria-label="Preview">
      <div className={classes.previewHead}>
        <h3 className={classes.previewTitle}>Preview</h3>
        <SegmentedControl
          size="xs"
          aria-label="Which half of the mail"
          value={half}
          onChange={(value) => setHalf(value as 'html' | 'text')}
          data={[
            { value: 'html', label: 'HTML' },
            { value: 'text', label: 'Plain text' },
          ]}
        />
      </div>
      {error !== null && <ProblemPanel error={error} />}
      {error === null && preview && (
        <>
          <p className={classes.subject}>{preview.subject}</p>
          {half === 'text' ? (
            <pre className={classes.text}>{preview.text}</pre>
          ) : (
            <Html source={preview.htmlBody} />
          )}
        </>
      )}
    </section>
  );
}

/**
 * Built from the elements that a mail may hold, not put in as HTML: a parsed document runs and loads nothing, and what
 * is not on the list becomes its text.
 */
function Html({ source }: { source: string }) {
  const nodes = useMemo(() => {
    const { body } = new DOMParser().parseFromString(source, 'text/html');
    return [...body.childNodes].map(elementOf);
  }, [source]);
  return <div className={classes.html}>{nodes}</div>;
}

const ELEMENTS = new Set('p strong b em i u ul ol li blockquote pre code small br hr'.split(' '));
/** The page has headings of its own: those of a mail are not among them. */
const HEADINGS = new Set(['h1', 'h2', 'h3']);

function elementOf(node: ChildNode, key: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  const name = node.nodeName.toLowerCase();
  const children = [...node.childNodes].map(elementOf);
  if (name === 'br' || name === 'hr') return createElement(name, { key });
  if (name === 'a') return createElement('span', { key, className: classes.link }, children);
  if (HEADINGS.has(name)) return createElement('p', { key, className: classes.heading }, children);
  return ELEMENTS.has(name) ? createElement(name, { key }, children) : children;
}
