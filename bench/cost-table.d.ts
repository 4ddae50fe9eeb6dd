import type { Changes, Fleet } from './cost-of.js'

export declare function costTable(fleet: Fleet, changes?: Changes): string
export declare function findingTable(fleet: Fleet, changes?: Changes): string
export declare function dollars(amount: number): string
