type Name = 'pulseBytes' | 'heartbeatBilledMs' | 'sweepReadUnits' | 'sweepRecordWrites'

export declare const ASSUMPTIONS: Readonly<Record<Name, number>>
