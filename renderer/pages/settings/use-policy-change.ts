import type { Policy } from '../../../main/services/policy/index.ts';
import { useFreshly } from '../../actions/use-freshly.tsx';
import { say } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { client, queryClient, trpc } from '../../trpc.ts';

/** Saves one section of the policy, asking for a fresh code where it is due. */
export function usePolicyChange<Name extends keyof Policy>(section: Name) {
  const { freshly, prompt } = useFreshly();
  const attempt = useAttempt(async (value: Policy[Name]) => {
    const saved = await freshly(() => client.settings.setPolicy.mutate({ [section]: value }));
    queryClient.setQueryData(trpc.settings.view.queryKey(), saved);
    await queryClient.invalidateQueries({ queryKey: trpc.settings.policy.queryKey() });
    say('The policy is saved.');
  });
  return { attempt, prompt };
}
