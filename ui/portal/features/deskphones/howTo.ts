import type { DeskPhoneCredentials } from '../../api/types';

/** Where a phone registers, as a SIP address that names the transport. */
function registrar({ domain, servers }: DeskPhoneCredentials): { host: string; parameter: string } {
  const [server] = servers;
  if (server === undefined) return { host: domain, parameter: '' };
  return { host: server.address, parameter: server.transport === 'udp' ? '' : `;transport=${server.transport}` };
}

/** The line that baresip wants in its file of accounts. */
export function baresipAccount(credentials: DeskPhoneCredentials): string {
  const { host, parameter } = registrar(credentials);
  const { username } = credentials.phone;
  return `<sip:${username}@${host}${parameter}>;auth_user=${username};auth_pass=${credentials.password};regint=600`;
}

/** What linphone wants in its file of settings. */
export function linphoneSettings(credentials: DeskPhoneCredentials): string {
  const { host, parameter } = registrar(credentials);
  const { domain, password, phone } = credentials;
  return [
    '[proxy_0]',
    `reg_proxy=<sip:${host}${parameter}>`,
    `reg_identity=sip:${phone.username}@${domain}`,
    'reg_expires=600',
    'reg_sendregister=1',
    'publish=0',
    '',
    '[auth_info_0]',
    `username=${phone.username}`,
    `passwd=${password}`,
    `realm=${domain}`,
  ].join('\n');
}
