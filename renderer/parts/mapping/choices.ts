/** What can be chosen of a platform's users, and what is. */
import type { Outputs } from '../../trpc.ts';

export type MappingView = NonNullable<Outputs['settings']['platformChoices']>;
export type Choices = MappingView['proposed'];
