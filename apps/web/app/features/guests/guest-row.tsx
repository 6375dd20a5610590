import { Avatar, Button, Icon, Select } from "@potluck/ui";
import type { MemberRole } from "@potluck/contracts";

import { RoleBadge } from "./role-badge.tsx";
import { roleWords } from "./roles.ts";

const choices = (["editor", "viewer"] as const).map((value) => ({ value, label: roleWords(value).name }));

/** Props of {@link GuestRow}. */
export interface GuestRowProps {
  userId: string;
  name: string;
  role: MemberRole;
  isSelf: boolean;
  canManage: boolean;
  onRoleChange: (role: MemberRole) => void;
  onRemove: () => void;
}

/** One guest, and what may be done about it. */
export function GuestRow({ userId, name, role, isSelf, canManage, onRoleChange, onRemove }: GuestRowProps) {
  const isHost = role === "host";
  return (
    <li className="flex min-h-18 items-center gap-4 border-b border-line py-3">
      <Avatar person={{ id: userId, name }} isDecorative />
      <p className="min-w-0 flex-1 leading-snug">
        <span className="block truncate font-medium">
          {name}
          {isSelf ? <span className="font-normal text-ink-soft"> (you)</span> : null}
        </span>
        <span className="block text-caption text-ink-soft max-sm:hidden">{roleWords(role).can}</span>
      </p>
      {canManage && !isHost ? (
        <Select
          label={`What ${name} can do`}
          hideLabel
          options={choices}
          value={role}
          onChange={(event) => onRoleChange(event.currentTarget.value as MemberRole)}
          className="w-34 shrink-0"
        />
      ) : (
        <RoleBadge role={role} />
      )}
      {isSelf && !isHost ? (
        <Button variant="quiet" aria-haspopup="dialog" onClick={onRemove}>
          Leave
        </Button>
      ) : canManage && !isHost ? (
        <Button
          variant="quiet"
          size="icon"
          aria-haspopup="dialog"
          aria-label={`Remove ${name}`}
          title={`Remove ${name}`}
          onClick={onRemove}
        >
          <Icon name="close" />
        </Button>
      ) : null}
    </li>
  );
}
