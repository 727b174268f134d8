// Bytes as a file of quotes, plain or packed: whatever they are, they are read or refused with a reason, and no quote
// comes out that no market could have.

#include "base/assert.hpp"
#include "marketdata/quote_file.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace {

using namespace trireme;
using marketdata::QuoteFile;
using marketdata::QuoteFileOptions;
using marketdata::TimedQuote;

// A file in memory that has a path.
class MemoryFile {
public:
    MemoryFile(const std::uint8_t* data, std::size_t size) : descriptor_(::memfd_create("quotes", 0)) {
        TRIREME_ASSERT(descriptor_ >= 0 && ::write(descriptor_, data, size) == static_cast<ssize_t>(size));
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    [[nodiscard]] std::filesystem::path path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

private:
    int descriptor_;
};

void check(const TimedQuote& quote, const std::optional<TimedQuote>& before) {
    TRIREME_ASSERT(quote.bid > Price() && quote.bid <= quote.ask);
    TRIREME_ASSERT(quote.time >= Timestamp() && (!before || quote.time >= before->time));
}

void read(const QuoteFileOptions& options) {
    auto file = QuoteFile::open(options);
    if (!file) {
        TRIREME_ASSERT(!file.error().message.empty());
        return;
    }
    std::optional<TimedQuote> before;
    for (;;) {
        const auto quote = file->next();
        if (!quote || !*quote) {
            TRIREME_ASSERT(quote || !quote.error().message.empty());
            TRIREME_ASSERT((file->bad_lines().skipped() > 0) == !file->bad_lines().first().empty());
            return;
        }
        check(**quote, before);
        before = **quote;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const MemoryFile file(data, size);
    read({.path = file.path(), .spread = Price(1)});
    read({.path = file.path(), .asks = file.path()});
    read({.path = file.path(), .columns = "time=0,bid=1,ask=2", .bad_lines = marketdata::BadLines::Policy::skip});
    read({.path = file.path(),
          .format = marketdata::QuoteFormat::lean,
          .spread = Price(1),
          .bad_lines = marketdata::BadLines::Policy::skip});
    return 0;
}
