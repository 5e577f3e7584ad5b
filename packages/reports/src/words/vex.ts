/** OpenVEX's justifications of `not_affected`, with CycloneDX's nearest word. */
export const justifications = {
  component_not_present: 'code_not_present',
  vulnerable_code_not_present: 'code_not_present',
  vulnerable_code_not_in_execute_path: 'code_not_reachable',
  vulnerable_code_cannot_be_controlled_by_adversary: 'requires_environment',
  inline_mitigations_already_exist: 'protected_by_mitigating_control',
} as const;

/** One of OpenVEX's five justifications. */
export type Justification = keyof typeof justifications;

/**
 * The justification with which an ignore rule's reason begins (`vulnerable_code_not_present: …`). Any other reason is an
 * acceptance of the risk, which no VEX status says, least of all `not_affected`.
 */
export function justificationOf(reason: string): Justification | undefined {
  const word = reason.slice(0, 64).split(':', 1)[0]?.trim() ?? '';
  return Object.hasOwn(justifications, word) ? (word as Justification) : undefined;
}
