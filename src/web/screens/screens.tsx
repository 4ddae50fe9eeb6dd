import { Route, Switch } from 'wouter'
import { FleetScreen } from './fleet/fleet-screen.tsx'
import { HostScreen } from './host/host-screen.tsx'
import { HostsScreen } from './hosts/hosts-screen.tsx'
import { IncidentScreen } from './incident/incident-screen.tsx'
import { IncidentsScreen } from './incidents/incidents-screen.tsx'
import { KeysScreen } from './keys/keys-screen.tsx'
import { NoSuchScreen } from './no-such-screen.tsx'
import { SilencesScreen } from './silences/silences-screen.tsx'
import { SiteScreen } from './site/site-screen.tsx'
import { SitesScreen } from './sites/sites-screen.tsx'
import { SubscriptionsScreen } from './subscriptions/subscriptions-screen.tsx'
import { AuditScreen } from './system/audit-screen.tsx'
import { SystemScreen } from './system/system-screen.tsx'
import { WelcomeScreen } from './welcome/welcome-screen.tsx'

/** Every view is a URL. The key makes a new screen for each host, site and incident. */
export function Screens() {
  return (
    <Switch>
      <Route path="/" component={FleetScreen} />
      <Route path="/signin" component={FleetScreen} />
      <Route path="/hosts" component={HostsScreen} />
      <Route path="/hosts/:id">{({ id }) => <HostScreen key={id} hostId={id} />}</Route>
      <Route path="/sites" component={SitesScreen} />
      <Route path="/sites/:site">{({ site }) => <SiteScreen key={site} site={site} />}</Route>
      <Route path="/incidents" component={IncidentsScreen} />
      <Route path="/incidents/:id">{({ id }) => <IncidentScreen key={id} id={id} />}</Route>
      <Route path="/subscriptions/:id?" component={SubscriptionsScreen} />
      <Route path="/keys" component={KeysScreen} />
      <Route path="/silences" component={SilencesScreen} />
      <Route path="/system" component={SystemScreen} />
      <Route path="/system/audit" component={AuditScreen} />
      <Route path="/welcome" component={WelcomeScreen} />
      <Route component={NoSuchScreen} />
    </Switch>
  )
}
