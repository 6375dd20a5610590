import { useCallback, useEffect, useState } from "react";

import { LIST_CHANGES, TOGGLE, type Item, type ListData } from "./documents.ts";
import { List, show } from "./list.tsx";

// The limit: a socket, JSON.parse, the objects of rows that stayed the same, React.
function Page() {
  const [items, setItems] = useState<readonly Item[]>([]);
  useEffect(() => {
    const socket = new WebSocket(`ws://${location.host}/graphql`, "graphql-transport-ws");
    const send = (message: unknown) => socket.send(JSON.stringify(message));
    socket.onopen = () => send({ type: "connection_init" });
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      const message = JSON.parse(data) as { type: string; payload: { data: ListData } };
      if (message.type === "connection_ack")
        send({ id: "1", type: "subscribe", payload: { query: LIST_CHANGES } });
      if (message.type === "next") setItems((before) => share(before, message.payload.data.items));
    };
  }, []);
  const toggle = useCallback(({ id, done }: Item) => {
    setItems((before) => before.map((item) => (item.id === id ? { ...item, done: !done } : item)));
    void fetch("/graphql", {
      method: "POST",
      body: JSON.stringify({ query: TOGGLE, variables: { id, done: !done } }),
    });
  }, []);
  return <List items={items} toggle={toggle} />;
}

function share(before: readonly Item[], after: readonly Item[]): readonly Item[] {
  return after.map((item, at) => {
    const old = before[at];
    const isSame = old?.id === item.id && old.title === item.title && old.done === item.done;
    return isSame ? old : item;
  });
}

show(<Page />);
