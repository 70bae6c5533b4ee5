#include <iostream>

#include "adapters/system/unix_account.hpp"
#include "adapters/zeromq/curve.hpp"
#include "adapters/zeromq/zap_handler.hpp"
#include "client/key_file.hpp"
#include "core/access/access_control.hpp"
#include "core/bus/message_type.hpp"
#include "daemon/admission.hpp"
#include "daemon/configuration.hpp"
#include "daemon/principals_file.hpp"
#include "daemon/trust.hpp"

namespace hf {
namespace {

void principals(std::vector<Principal> list, const PublicKey& key) {
    // example of core/access/principals.hpp
    auto principals = Principals::of(std::move(list));         // or what is wrong, with the place of each
    auto credential = principals->credential_of_key(key);      // nothing: nobody knows the key
    const Principal* known = principals->holder(*credential);  // null: not any more
    // end of the example
    static_cast<void>(known);
}

void access_control(const Principals& principals, const Sender& sender, const std::string& on_behalf_of,
                    const MessageType& type) {
    AccessControl access;
    // example of core/access/access_control.hpp
    access.admit_only(principals);                      // from now on, also on connections that are open
    auto caller = access.caller(sender, on_behalf_of);  // or unauthorized, forbidden
    if (auto refusal = refusal_of(*caller, type.name, type.role)) return;  // forbidden
    // end of the example
}

void curve(zmq::socket_t& socket, std::string_view secret, const ClientKeys& keys) {
    // example of adapters/zeromq/curve.hpp
    const KeyPair pair = zeromq::generate_pair();
    if (auto known = zeromq::pair_of(secret)) zeromq::serve_with(socket, *known);  // before it binds
    zeromq::connect_with(socket, keys);                                            // before it connects
    // end of the example
    static_cast<void>(pair);
}

void key_file() {
    // example of client/key_file.hpp
    auto files = write_key_files("/etc/hostfactory", "server");  // server.key (0600) and server.pub (0644)
    auto pair = read_key_file("/etc/hostfactory/server.key");
    // end of the example
}

void zap_handler(zmq::context_t& context, std::optional<std::string> (*credential_of)(const zeromq::Knock&)) {
    using namespace zeromq;
    // example of adapters/zeromq/zap_handler.hpp
    ZapHandler zap(context, [&](const Knock& knock) -> std::optional<std::string> { return credential_of(knock); });
    // end of the example
}

void unix_account(uid_t uid, gid_t gid) {
    // example of adapters/system/unix_account.hpp
    auto user = user_named(uid);             // "alice"
    auto groups = groups_named(*user, gid);  // {"users", "hostfactory"}
    // end of the example
}

void admission(zmq::context_t& context, const AccessControl& access, const Clock& clock, Log& log) {
    using namespace zeromq;
    // example of daemon/admission.hpp
    Admission admission(access, clock, log);
    ZapHandler zap(context, [&](const Knock& knock) { return admission.credential_of(knock); });
    // end of the example
}

void principals_file() {
    // example of daemon/principals_file.hpp
    auto principals = load_principals("/etc/hostfactory/principals.yaml");
    if (!principals) std::cerr << principals.error();  // "file:7: principals[2].roles … "
    // end of the example
}

void trust(const Configuration& configuration) {
    // example of daemon/trust.hpp
    const Trust trust = trust_of(configuration.security);
    ListenOptions listen = trust.listen_on(configuration.endpoints, &Endpoints::commands, configuration.limits);
    // end of the example
}

}  // namespace
}  // namespace hf
