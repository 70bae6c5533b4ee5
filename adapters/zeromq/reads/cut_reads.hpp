// Keeps a peer from ending the process by a fault of libzmq 4.3.4 (ADR 48).
//
//     if (!zeromq::cuts_reads()) warn();  // once, in a program that listens
//
// libzmq reads up to 8 KiB of a connection at a time. Where a message among them finds the socket's queue full, libzmq
// keeps the bytes behind it until there is room. If the connection has broken by then, a PING in these bytes fails an
// assertion, and the process ends. libzmq has no option for that.
//
// So a program that refers to cuts_reads() has a recv() of its own, which libzmq calls instead of libc's. A read ends
// inside of the first PING, or of the first frame that may be an encrypted one, and the next read begins with the rest.
// A PING is then never behind a message of the same read, and libzmq never keeps a whole one.
//
// The recv() is the whole process's. On a stream it may return fewer bytes than there are, which a caller has to expect
// in any case; datagrams are whole. Any thread may call it. Errors: as of recv(2).
#pragma once

#include <cstddef>
#include <string_view>

namespace hf::zeromq {

// Whether libzmq's calls of recv() come here. False where the program was linked in a way that hides the symbol.
[[nodiscard]] bool cuts_reads() noexcept;

// How many of these bytes, which wait at a connection, one read may take; never 0 where there are any.
[[nodiscard]] std::size_t size_of_read(std::string_view waiting) noexcept;

}  // namespace hf::zeromq
