#pragma once

#include "base/bytes.hpp"
#include "codec/bytes.hpp"

#include <cstddef>
#include <vector>

namespace trireme::benchmarks {

// Commands as their clients encoded them, one behind the other.
class EncodedCommands {
public:
    template <class Command>
    void add(const Command& command) {
        codec::encode(bytes_, command);
        ends_.push_back(bytes_.size());
    }

    // Keeps its memory.
    void clear() {
        bytes_.clear();
        ends_.assign(1, 0);
    }

    [[nodiscard]] std::size_t size() const { return ends_.size() - 1; }
    [[nodiscard]] ByteView operator[](std::size_t index) const {
        return ByteView(bytes_).subspan(ends_[index], ends_[index + 1] - ends_[index]);
    }

private:
    ByteBuffer bytes_;
    std::vector<std::size_t> ends_{0};
};

}  // namespace trireme::benchmarks
