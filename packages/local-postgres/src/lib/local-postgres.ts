/** A running Postgres server on 127.0.0.1. */
export interface LocalPostgres {
  /** Connection string of the superuser for the database that was asked for; contains the password. */
  readonly url: string;
  readonly port: number;
  /** Operating-system process id of the server. */
  readonly pid: number;
  /** True where the server was already running (its former owner died) and was taken over. */
  readonly adopted: boolean;
  /** Resolves once the server is gone, whoever ended it. Never rejects. */
  readonly exited: Promise<void>;
  /** Ends the server (open connections are closed) and resolves when it is gone. May be called twice. */
  stop(): Promise<void>;
}
