#pragma once

#include "journal/recovery.hpp"
#include "runtime/boot.hpp"
#include "runtime/request_archive.hpp"
#include "runtime/restored_core.hpp"

#include <cstdint>

// Where a start finds the two logs at their end, and where it begins its replay. Only boot.cpp uses this.
namespace trireme::runtime {

struct LogEnds {
    journal::LogEnd commands;
    journal::LogEnd events;

    [[nodiscard]] std::uint64_t last_command() const;
    [[nodiscard]] std::uint64_t last_event() const;
};

// Changes nothing. `corrupt` if the journal does not hold all that was acknowledged.
[[nodiscard]] Result<LogEnds> find_ends(journal::Storage& storage, BootReport& report);

// A core from whose position the journal goes on and all events that the event log lacks can be made again. Where
// there is none, events are lost: then, if the options allow it, one from which as many as possible can, with the old
// event log in the archive and `ends.events` that of an empty one. Behind a snapshot beyond `requests`, if there are
// any, what its core had forgotten would be lost: it will not do.
[[nodiscard]] Result<RestoredCore> find_start(journal::Storage& storage, const CoreKind& kind,
                                              const BootOptions& options, const RequestArchive* requests, LogEnds& ends,
                                              BootReport& report);

}  // namespace trireme::runtime
