const POLYNOMIAL = 0x04c11db7
const SECONDS = 50
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? POLYNOMIAL : 0)
  return crc
})

/** The second of the minute in which the published crontab line sends: `cksum` of the name % 50. */
export function cronPhase(hostName) {
  return cksum(`${hostName}\n`) % SECONDS
}

/** As cksum(1) of POSIX: the bytes, then their number without leading zeros. */
export function cksum(text) {
  const bytes = [...Buffer.from(text)]
  for (let length = bytes.length; length > 0; length >>>= 8) bytes.push(length & 0xff)
  let crc = 0
  for (const byte of bytes) crc = (crc << 8) ^ TABLE[(crc >>> 24) ^ byte]
  return ~crc >>> 0
}
