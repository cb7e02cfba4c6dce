/** What logs call things and people by, as far as linking found it out. */
export interface Names {
  readonly instances: readonly { readonly id: string; readonly name: string | undefined; readonly domain: string | undefined }[];
  readonly hosts: readonly string[];
  /** Of the inputs. */
  readonly paths: readonly string[];
}
