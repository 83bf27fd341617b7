import {
  ArrowRightLeft,
  ChartSpline,
  CircleUser,
  HeartPulse,
  LayoutDashboard,
  Puzzle,
  Route,
  ScrollText,
  Settings2,
  ShieldCheck,
  Users,
  Wallet,
  Workflow,
} from '@lucide/vue'
import type { Component } from 'vue'

/** A page of the menu; it is there for who has the ability. */
export interface MenuPage {
  to: string
  /** Its name is the text `nav.<key>`. */
  key: string
  icon: Component
  ability: string
}

/** The pages of the menu in their groups: trading, research, the house. */
export const PAGES: readonly (readonly MenuPage[])[] = [
  [
    { to: '/', key: 'index', icon: LayoutDashboard, ability: 'account:read' },
    { to: '/portfolio', key: 'portfolio', icon: Wallet, ability: 'account:read' },
    { to: '/strategies', key: 'strategies', icon: Workflow, ability: 'strategies:read' },
    { to: '/orders', key: 'orders', icon: ArrowRightLeft, ability: 'orders:read' },
    { to: '/risk', key: 'risk', icon: ShieldCheck, ability: 'risk:read' },
    { to: '/traces', key: 'traces', icon: Route, ability: 'traces:read' },
  ],
  [{ to: '/backtest', key: 'backtest', icon: ChartSpline, ability: 'backtests:read' }],
  [
    { to: '/plugins', key: 'plugins', icon: Puzzle, ability: 'plugins:read' },
    { to: '/people', key: 'people', icon: Users, ability: 'tokens:read' },
    { to: '/settings', key: 'settings', icon: Settings2, ability: 'settings:read' },
    { to: '/health', key: 'health', icon: HeartPulse, ability: 'health:read' },
    { to: '/audit', key: 'audit', icon: ScrollText, ability: 'audit:read' },
    { to: '/me', key: 'me', icon: CircleUser, ability: 'account:read' },
  ],
]
