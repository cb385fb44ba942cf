import { known, type Answer } from './answer.ts';
import { ownerOf } from './owner.ts';
import type { Standing } from './standing.ts';

/** One way in which two hosts can hang on the same thing. */
export interface Aspect {
  readonly id: string;
  readonly name: string;
  /** What it hangs on; equal words mean the same thing. */
  readonly of: (standing: Standing) => Answer<readonly string[]>;
  readonly why: string;
  readonly cure: string;
  /** Only worth a warning when it is the same. */
  readonly isMild?: true;
}

export const aspects: readonly Aspect[] = [
  {
    id: 'address',
    name: 'Address',
    of: ({ addresses }) => addresses,
    why: 'One machine: whatever takes the service away takes this with it.',
    cure: 'Move it to another machine, at another company.',
  },
  {
    id: 'network',
    name: 'Network',
    of: ({ networks }) => networks,
    why: 'One network: a wrong route or an outage of that provider takes both away.',
    cure: 'Move it to a provider with a network of its own.',
  },
  {
    id: 'zone',
    name: 'Domain',
    of: ({ zone }) => mapped(zone, (value) => (value === null ? [] : [value.name])),
    why: 'One domain: an expired, locked or wrongly edited domain takes both away.',
    cure: 'Use a domain of another name, best under another top-level domain.',
  },
  {
    id: 'name-servers',
    name: 'Name servers',
    of: ({ zone }) => mapped(zone, (value) => [...new Set((value?.servers ?? []).map(ownerOf))]),
    why: 'One DNS company: when it fails, neither name is found.',
    cure: 'Let another DNS company serve this domain.',
  },
  {
    id: 'alias',
    name: 'CDN or alias',
    of: ({ aliases }) => mapped(aliases, (chain) => chain.slice(-1).map(ownerOf)),
    why: 'Both names lead to one company: its outage takes both away.',
    cure: 'Take this one off that CDN, or put it behind another.',
  },
  {
    id: 'registrar',
    name: 'Registrar',
    of: ({ registration }) => mapped(registration, (value) => (value === null ? [] : [value.registrar])),
    why: 'One account at one registrar: who loses it loses both domains.',
    cure: 'Move this domain to another registrar, paid by another card.',
  },
  {
    id: 'authority',
    name: 'Certificates',
    of: ({ certificate }) => mapped(certificate, (value) => (value === null ? [] : [value.issuer])),
    why: 'One certificate authority: when it fails or revokes, both pages show warnings.',
    cure: 'Let another authority sign one of the two.',
    isMild: true,
  },
];

function mapped<From, To>(answer: Answer<From>, of: (value: From) => To): Answer<To> {
  return answer.known ? known(of(answer.value)) : answer;
}
