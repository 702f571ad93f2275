/** What is said of a line: by the plan, and after its turn. */
export { BULK_OUTCOMES, BULK_VERDICTS, type BulkOutcome, type BulkVerdict } from '../../../db/bulk/lines.ts';
