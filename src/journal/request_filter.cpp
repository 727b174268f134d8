#include "journal/request_filter.hpp"

#include "base/assert.hpp"

namespace trireme::journal {

void RequestFilter::append_to(ByteBuffer& bytes) const {
    std::size_t at = bytes.size();
    bytes.resize(at + lines_.size() * sizeof(Line));
    for (const Line& line : lines_) {
        for (const std::uint64_t word : line.words) {
            store_little_endian(bytes.data() + at, word);
            at += sizeof word;
        }
    }
}

void RequestFilter::load(ByteView bytes) {
    TRIREME_ASSERT(bytes.size() == lines_.size() * sizeof(Line));
    std::size_t at = 0;
    for (Line& line : lines_) {
        for (std::uint64_t& word : line.words) {
            word = load_little_endian<std::uint64_t>(bytes.data() + at);
            at += sizeof word;
        }
    }
}

}  // namespace trireme::journal
