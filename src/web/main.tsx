import './styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { theme } from './shell/theme.ts'

theme.apply()
const root = document.getElementById('flatline')
if (root === null) throw new Error('The page lacks its element #flatline.')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
