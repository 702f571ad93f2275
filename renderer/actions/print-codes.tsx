/** Codes on paper or as PDF. */
import { PrintButtons } from '../parts/print-buttons.tsx';
import { consoleNow, type Surroundings } from '../session/session.ts';
import { exactly, isoDay } from '../words/time.ts';

export interface Sheet {
  title: string;
  owner: string;
  platform: string;
  /** Such as the e-mail address; null when the name says enough. */
  detail: string | null;
  note: string;
  codes: readonly string[];
}

interface Props {
  sheet: Sheet;
  host: Surroundings['host'];
  onPrinted?: () => void;
}

export function PrintCodes({ sheet, host, ...rest }: Props) {
  return (
    <PrintButtons
      host={host}
      fileName={() => fileName(sheet)}
      sheet={() => <Paper sheet={sheet} />}
      {...rest}
    />
  );
}

function Paper({ sheet }: { sheet: Sheet }) {
  return (
    <>
      <h1>{sheet.title}</h1>
      <dl>
        <dt>For</dt>
        <dd dir="auto">{sheet.owner}</dd>
        {sheet.detail && (
          <>
            <dt>Account</dt>
            <dd>{sheet.detail}</dd>
          </>
        )}
        <dt>Platform</dt>
        <dd>{sheet.platform}</dd>
        <dt>Issued</dt>
        <dd>{exactly(consoleNow())}</dd>
      </dl>
      <ol>
        {sheet.codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <p>{sheet.note}</p>
    </>
  );
}

function fileName(sheet: Sheet): string {
  const name = sheet.owner.replace(/[\p{Cc}<>:"/\\|?*]/gu, '').slice(0, 60);
  return `${sheet.title} - ${name} - ${isoDay(consoleNow())}`;
}
