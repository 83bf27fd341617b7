import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { codeAt } from '#engine/identity/totp.js'
import type { ApiCaller } from '#tests/support/api_caller.js'
import { findings, OWNER, PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'

test.group('people, audit and one’s own account in the panel', (group) => {
  let panel: PanelBrowser
  let owner: ApiCaller
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    if (PANEL_ABSENT[0]) return () => {}
    panel = await PanelBrowser.start()
    owner = await panel.setUpOwner()
    await owner.get('/session')
    const trader = { name: 'Tom', password: OWNER.password, role: 'trader' }
    await owner.call('POST', '/users', trader)
    return () => panel.stop()
  })

  /** Plays the part of a device with a fingerprint reader. */
  async function giveDevice(page: Page) {
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable')
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      },
    })
    return {
      /** Whether the person behind it is known from now on. */
      verify: (isUserVerified: boolean) =>
        session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    }
  }
  /** A page at the name for which browsers keep passkeys. */
  async function openAtName(path: string) {
    const page = await panel.open('/login')
    await page.goto(`${panel.address.replace('127.0.0.1', 'localhost')}${path}`)
    await page.locator('h1').first().waitFor()
    return page
  }
  async function logIn(page: Page, name: string = OWNER.name) {
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
    await page.getByRole('button', { name: 'Log in', exact: true }).click()
  }
  /** What went wrong, without refusals that were asked for, and the other name of this machine. */
  const troubles = () =>
    panel.troubles.filter(
      (one) => !/^request: http:\/\/localhost:|status of (403|409|422)/.test(one)
    )

  test('lets somebody in, locks them, and sees it in the audit log', async ({ assert }) => {
    const page = await panel.open('/people', owner)
    await page.getByRole('button', { name: 'Add a person' }).click()
    await page.getByLabel('Name', { exact: true }).fill('<img src=x onerror=alert(1)>')
    await page.getByLabel('First password').fill(OWNER.password)
    await page.getByRole('dialog').getByRole('button', { name: 'Add a person' }).click()
    await page.getByText('a name is 2 to 64 letters').waitFor()
    await page.getByLabel('Name', { exact: true }).fill('Vera')
    await page.getByLabel('Role').selectOption('viewer')
    await page.getByRole('dialog').getByRole('button', { name: 'Add a person' }).click()
    await page.locator('tr', { hasText: 'Vera' }).waitFor()

    await page.getByRole('button', { name: 'Change Vera' }).click()
    await page.getByRole('checkbox', { name: /^Locked/ }).check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('tr', { hasText: 'Vera' }).getByText('Locked').waitFor()

    await page.goto(`${panel.address}/audit`)
    const row = page.locator('tr', { hasText: 'Person changed' }).first()
    await row.getByText('isEnabled: yes → no').waitFor()
    await row.getByRole('button').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('row', { name: /^isEnabled (true|yes) (false|no)$/ }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByLabel('What').selectOption('token')
    await page.getByText('No row fits.').waitFor()
    await page.getByLabel('What').selectOption('user')
    await page.locator('tr', { hasText: 'Person added' }).first().waitFor()
    assert.match(page.url(), /action=user/)
    await page.getByRole('button', { name: 'Verify the chain' }).click()
    await page.getByText(/^The chain is whole: \d+ rows/).waitFor()
    assert.deepEqual(troubles(), [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('makes a token that is shown once and does what was ticked, and revokes it', async ({
    assert,
  }) => {
    const page = await panel.open('/people', owner)
    await page.getByRole('button', { name: 'New token' }).click()
    await page.getByLabel('What it is for').fill('nightly report')
    await page.getByRole('button', { name: 'Emergency stop only' }).click()
    await page.getByRole('checkbox', { name: 'Look Health' }).check()
    await page.getByRole('button', { name: 'Make token' }).click()
    const text = await page.getByRole('textbox', { name: 'Token' }).inputValue()
    assert.match(text, /^aq_[0-9a-f]{16}_[0-9a-f]{64}$/)
    const ask = (path: string, by = text) =>
      fetch(`${panel.address}/api/v1${path}`, { headers: { authorization: `Bearer ${by}` } })
    assert.equal((await ask('/health')).status, 200)
    assert.equal((await ask('/alerts')).status, 403)
    await page.getByRole('button', { name: 'I have kept it' }).click()
    const row = page.locator('tr', { hasText: 'nightly report' })
    await row.getByText('Acts on: Stop trading; Reads: Engine, Health').waitFor()
    assert.notInclude(await page.content(), text)
    await page.getByRole('button', { name: 'Each call that nightly report may make' }).click()
    const reach = page.getByRole('dialog')
    await reach.getByText('GET /health', { exact: true }).waitFor()
    assert.equal(await reach.getByText('GET /alerts', { exact: true }).count(), 0)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Rotate nightly report' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click()
    const next = await page.getByRole('textbox', { name: 'Token' }).inputValue()
    assert.deepEqual(
      [(await ask('/health')).status, (await ask('/health', next)).status],
      [401, 200]
    )
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByRole('button', { name: 'Revoke nightly report' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('nightly report is revoked.').waitFor()
    assert.equal((await ask('/health', next)).status, 401)
    await page.getByText('No program has a token.').waitFor()
    await page.getByRole('checkbox', { name: /Show 2 that ended/ }).check()
    await row.getByText('revoked').first().waitFor()
    assert.deepEqual(troubles(), [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('a passkey is added, logs in, makes a login fresh, and is refused without the person', async ({
    assert,
  }) => {
    const digits = await panel.open('/login')
    await digits.getByRole('link', { name: /http:\/\/localhost:/ }).click()
    await digits.getByRole('button', { name: 'Log in with a passkey' }).waitFor()
    await digits.context().close()

    const page = await openAtName('/login')
    const device = await giveDevice(page)
    await logIn(page)
    await page.locator('.lede').waitFor()
    await page.goto(page.url().replace(/\/$/, '/me'))
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Laptop')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('Laptop lets you in from now on.').waitFor()
    await page.getByText('never used').waitFor()

    await page.getByRole('button', { name: 'Log out' }).click()
    await device.verify(false)
    await page.getByRole('button', { name: 'Log in with a passkey' }).click()
    await page.getByText('No passkey was given.').waitFor()
    await device.verify(true)
    await page.getByRole('button', { name: 'Log in with a passkey' }).click()
    await page.getByText(/last used/).waitFor()

    // Six minutes later what wants a fresh login asks, and takes the passkey.
    const late = { status: 403, code: 'fresh_login_needed', detail: 'again' }
    const answer = { status: 403, json: late }
    await page.route('**/api/v1/me/totp', (route) => route.fulfill(answer), { times: 1 })
    await page.getByRole('button', { name: 'Set up an authenticator' }).click()
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByRole('img', { name: /^QR code/ }).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()

    await page.getByRole('button', { name: 'Remove Laptop' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('You have no passkey yet.').waitFor()
    assert.deepEqual(troubles(), [])
    panel.troubles.length = 0
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('sets up an authenticator, a password, and ends another session', async ({ assert }) => {
    const tom = await panel.logIn({ name: 'Tom', password: OWNER.password })
    await panel.logIn({ name: 'Tom', password: OWNER.password })
    const page = await panel.open('/me', tom)
    await page.getByRole('row').nth(2).waitFor()
    await page.getByRole('button', { name: 'End all others' }).click()
    await page.getByText('One session has ended.').waitFor()

    await page.getByRole('button', { name: 'Set up an authenticator' }).click()
    const secret = (await page.locator('code').first().innerText()).replaceAll(' ', '')
    await page
      .getByRole('textbox', { name: 'Code' })
      .fill(codeAt(secret, Math.floor(Date.now() / 30_000)))
    await page.getByRole('button', { name: 'Turn on' }).click()
    await page.getByText('An authenticator is set up').waitFor()
    await page.getByRole('button', { name: 'Turn off' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click()
    await page.getByRole('button', { name: 'Set up an authenticator' }).waitFor()

    await page.getByLabel('Present password').fill(OWNER.password)
    await page.getByLabel('New password').fill('another horse battery')
    await page.getByLabel('Password again').fill('another horse battery')
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.getByText('The password is set').waitFor()
    assert.deepEqual(troubles(), [])

    // A trader sees their own tokens, and neither people nor the log.
    await page.goto(`${panel.address}/people`)
    await page.getByRole('heading', { name: 'Tokens of programs' }).waitFor()
    assert.equal(await page.getByRole('heading', { name: 'People' }).count(), 0)
    assert.equal(await page.getByRole('link', { name: 'Audit log' }).count(), 0)
    await page.context().close()
    panel.troubles.length = 0
  }).skip(...PANEL_ABSENT)

  test('every dialog satisfies axe and fits', async ({ assert }) => {
    const again = await panel.logIn()
    const wish = { abilities: ['orders:read'], strategies: null, days: 7 }
    await again.get('/session')
    await again.call('POST', '/tokens', { ...wish, name: 'reader' })
    const page = await panel.open('/people', again, { view: 'phone', theme: 'light' })
    const met: string[] = []
    const dialogs = ['Add a person', 'New token', 'Change Tom', 'Rotate reader']
    for (const name of [...dialogs, 'Each call that reader may make', 'Revoke reader']) {
      await page.getByRole('button', { name }).click()
      await page.getByRole('dialog').waitFor()
      met.push(...(await findings(page)).map((one) => `${name}: ${one}`))
      await page.keyboard.press('Escape')
    }
    assert.deepEqual(met, [])
    assert.deepEqual(troubles(), [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)
})
