export type Design = 'original' | 'http-api' | 'function-url'

export interface Fleet {
  readonly hosts: number
  readonly intervalS: number
}

export interface CostLine {
  readonly name: string
  readonly dollars: number
}

export interface Cost {
  readonly compared: readonly CostLine[]
  readonly beside: readonly CostLine[]
  readonly total: number
  readonly all: number
}

export type Changes = Readonly<Record<string, number>>

export declare const DESIGNS: readonly Design[]
export declare function costOf(fleet: Fleet, design: Design, changes?: Changes): Cost
export declare function findingCosts(
  fleet: Fleet,
  changes?: Changes,
): Readonly<Record<'scan' | 'indexOnDemand' | 'indexProvisioned', number>>
