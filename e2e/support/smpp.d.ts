// The part of the npm package `smpp` that is used here; the package has no types.

declare module "smpp" {
  import type { EventEmitter } from "node:events";
  import type { Server } from "node:net";

  /** A request or an answer, with its fields under their names in the standard. */
  export interface Pdu {
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    readonly [field: string]: unknown;
    response(fields?: Record<string, unknown>): Pdu;
  }

  /** A connection. */
  export interface Session extends EventEmitter {
    send(pdu: Pdu): boolean;
    close(): void;
    destroy(): void;
    deliver_sm(fields: Record<string, unknown>, answered?: (answer: Pdu) => void): boolean;
    enquire_link(answered?: (answer: Pdu) => void): boolean;
  }

  interface Smpp {
    createServer(options: { key?: Buffer; cert?: Buffer }, listener: (session: Session) => void): Server;
    readonly ESM_CLASS: { readonly MC_DELIVERY_RECEIPT: number; readonly UDH_INDICATOR: number };
    readonly ESME_ROK: number;
    readonly ESME_RBINDFAIL: number;
    readonly ESME_RTHROTTLED: number;
    readonly ESME_RINVDSTADR: number;
    readonly ESME_RX_T_APPN: number;
  }

  const smpp: Smpp;
  export default smpp;
}
