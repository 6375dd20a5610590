/**
 * Hasura's metadata, version 3, as `export_metadata` returns it: the one shape that every other part of this
 * package reads. Only the parts that this server understands are typed; unknown keys are carried along.
 */
export interface Metadata {
  version: 3;
  sources: SourceMetadata[];
  actions?: ActionMetadata[];
  custom_types?: CustomTypes;
  cron_triggers?: CronTriggerMetadata[];
  inherited_roles?: InheritedRoleMetadata[];
}

export interface SourceMetadata {
  name: string;
  kind: string;
  tables: TableMetadata[];
  functions?: FunctionMetadata[];
  configuration?: Record<string, unknown>;
  customization?: SourceCustomization;
}

export interface SourceCustomization {
  root_fields?: { namespace?: string; prefix?: string; suffix?: string };
  type_names?: { prefix?: string; suffix?: string };
  naming_convention?: string;
}

export interface QualifiedName {
  schema: string;
  name: string;
}

export interface TableMetadata {
  table: QualifiedName;
  is_enum?: boolean;
  configuration?: TableConfiguration;
  object_relationships?: ObjectRelationshipMetadata[];
  array_relationships?: ArrayRelationshipMetadata[];
  computed_fields?: ComputedFieldMetadata[];
  select_permissions?: PermissionMetadata<SelectPermission>[];
  insert_permissions?: PermissionMetadata<InsertPermission>[];
  update_permissions?: PermissionMetadata<UpdatePermission>[];
  delete_permissions?: PermissionMetadata<DeletePermission>[];
  event_triggers?: EventTriggerMetadata[];
}

export interface TableConfiguration {
  custom_name?: string;
  custom_root_fields?: Partial<Record<RootFieldKind, string | RootFieldName | null>>;
  column_config?: Record<string, { custom_name?: string; comment?: string | null }>;
  /** The older way to name columns; `column_config` wins. */
  custom_column_names?: Record<string, string>;
  comment?: string | null;
}

export type RootFieldKind =
  | "select"
  | "select_by_pk"
  | "select_aggregate"
  | "select_stream"
  | "insert"
  | "insert_one"
  | "update"
  | "update_by_pk"
  | "update_many"
  | "delete"
  | "delete_by_pk";

export interface RootFieldName {
  name?: string | null;
  comment?: string | null;
}

export interface ObjectRelationshipMetadata {
  name: string;
  comment?: string | null;
  using: {
    /** Columns of this table, or the referencing column of another table (a one-to-one relationship seen from the other side). */
    foreign_key_constraint_on?: string | string[] | RemoteForeignKey;
    manual_configuration?: ManualRelationship;
  };
}

export interface ArrayRelationshipMetadata {
  name: string;
  comment?: string | null;
  using: {
    foreign_key_constraint_on?: RemoteForeignKey;
    manual_configuration?: ManualRelationship;
  };
}

export interface RemoteForeignKey {
  table: QualifiedName | string;
  column?: string;
  columns?: string[];
}

export interface ManualRelationship {
  remote_table: QualifiedName | string;
  column_mapping: Record<string, string>;
  insertion_order?: "before_parent" | "after_parent" | null;
}

export interface ComputedFieldMetadata {
  name: string;
  comment?: string | null;
  definition: {
    function: QualifiedName | string;
    table_argument?: string | null;
    session_argument?: string | null;
  };
}

export interface PermissionMetadata<T> {
  role: string;
  permission: T;
  comment?: string | null;
}

/** A row filter in Hasura's boolean expression language; column names are the database's. */
export type BooleanExpression = Record<string, unknown>;

export interface SelectPermission {
  columns: string[] | "*";
  filter: BooleanExpression;
  limit?: number | null;
  allow_aggregations?: boolean;
  computed_fields?: string[];
  query_root_fields?: string[] | null;
  subscription_root_fields?: string[] | null;
}

export interface InsertPermission {
  check: BooleanExpression;
  set?: Record<string, unknown>;
  columns?: string[] | "*";
  backend_only?: boolean;
}

export interface UpdatePermission {
  columns: string[] | "*";
  filter: BooleanExpression;
  check?: BooleanExpression | null;
  set?: Record<string, unknown>;
  backend_only?: boolean;
}

export interface DeletePermission {
  filter: BooleanExpression;
  backend_only?: boolean;
}

export interface FunctionMetadata {
  function: QualifiedName | string;
  configuration?: {
    session_argument?: string;
    exposed_as?: "query" | "mutation";
    custom_name?: string;
    custom_root_fields?: { function?: string | null; function_aggregate?: string | null };
    response?: { type: "table"; table: QualifiedName | string };
  };
  permissions?: { role: string }[];
  comment?: string | null;
}

export interface EventRetryConfiguration {
  num_retries?: number;
  interval_sec?: number;
  timeout_sec?: number;
}

export interface CronRetryConfiguration {
  num_retries?: number;
  retry_interval_seconds?: number;
  timeout_seconds?: number;
  /** How late a call may be. */
  tolerance_seconds?: number;
}

export type HeaderMetadata = { name: string; value: string } | { name: string; value_from_env: string };

export interface EventTriggerMetadata {
  name: string;
  definition: {
    enable_manual?: boolean;
    insert?: EventOperation;
    update?: EventOperation;
    delete?: EventOperation;
  };
  retry_conf?: EventRetryConfiguration;
  webhook?: string;
  webhook_from_env?: string;
  headers?: HeaderMetadata[];
}

export interface EventOperation {
  columns: string[] | "*";
  payload?: string[] | "*";
}

export interface ActionMetadata {
  name: string;
  definition: ActionDefinition;
  permissions?: { role: string }[];
  comment?: string | null;
}

export interface ActionDefinition {
  /** Absent: a mutation. */
  type?: "query" | "mutation";
  kind?: "synchronous" | "asynchronous" | "";
  handler: string;
  arguments?: { name: string; type: string; description?: string | null }[];
  output_type: string;
  headers?: HeaderMetadata[];
  forward_client_headers?: boolean;
  /** Seconds. */
  timeout?: number;
  request_transform?: Record<string, unknown>;
  response_transform?: Record<string, unknown>;
}

export interface CustomTypes {
  enums?: CustomEnum[];
  input_objects?: CustomInputObject[];
  objects?: CustomObject[];
  scalars?: { name: string; description?: string | null }[];
}

export interface CustomEnum {
  name: string;
  description?: string | null;
  values: { value: string; description?: string | null; is_deprecated?: boolean | null }[];
}

export interface CustomInputObject {
  name: string;
  description?: string | null;
  fields: { name: string; type: string; description?: string | null }[];
}

export interface CustomObject {
  name: string;
  description?: string | null;
  fields: { name: string; type: string; description?: string | null }[];
  relationships?: CustomObjectRelationship[];
}

export interface CustomObjectRelationship {
  name: string;
  type: "object" | "array";
  source?: string;
  remote_table: QualifiedName | string;
  field_mapping: Record<string, string>;
}

export interface CronTriggerMetadata {
  name: string;
  webhook: string;
  schedule: string;
  payload?: unknown;
  headers?: HeaderMetadata[];
  retry_conf?: CronRetryConfiguration;
  include_in_metadata?: boolean;
  comment?: string | null;
}

export interface InheritedRoleMetadata {
  role_name: string;
  role_set: string[];
}
