import { ProblemNote } from './problem-note.tsx'

/** Why a form was not saved: in full, unless its fields say it all. `rest` is of `fieldFaults`. */
export function FormProblem({ error, rest }: { error: unknown; rest: boolean }) {
  if (error === undefined) return null
  if (rest) return <ProblemNote error={error} />
  return (
    <p role="alert" className="text-danger">
      Nothing was saved. What is wrong stands below the field.
    </p>
  )
}
