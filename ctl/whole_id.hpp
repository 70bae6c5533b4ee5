// Finds the whole of an id of which a user has typed the end, as a table on a terminal shows it (short_id.hpp).
//
//     auto id = whole_id(client, "machine id", "…0c1d2e3f4a5b");
//     if (!id) return tell_usage(id.error());   // "no machine's id ends in 0c1d2e3f4a5b"
//
// Used by the client's thread. Errors: texts for people; also if several ids end so.
#pragma once

#include "core/messages/type_info.hpp"
#include "core/messages/value.hpp"
#include "ctl/connection.hpp"

namespace hf::ctl {

// `kind` is that of an Offer: "machine id", "request id", or "stream" for either. A whole id, and an id of another
// kind, is returned as it is.
tl::expected<std::string, std::string> whole_id(Client& client, std::string_view kind, const std::string& word);

// Does that with every id in the body of a message; returns what is wrong. Asks the daemon only where it must.
std::optional<std::string> make_ids_whole(Connection& connection, const TypeInfo& type, ValueMap& body);

}  // namespace hf::ctl
