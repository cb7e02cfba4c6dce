/** What a caller asked for, `POST http://10.0.0.11:9696/v2.0/ports.json`, as the service that is asked writes it: `POST /v2.0/ports.json`. */
export function askedOf(name: string): string {
  const at = name.indexOf("://");
  const path = at < 0 ? -1 : name.indexOf("/", at + 3);
  return path < 0 ? name : `${name.slice(0, name.indexOf(" ") + 1)}${name.slice(path)}`;
}
