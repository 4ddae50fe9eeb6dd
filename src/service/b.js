import { a } from '../core/a.js'
export const b = a + 1
//# sourceMappingURL=b.js.map
