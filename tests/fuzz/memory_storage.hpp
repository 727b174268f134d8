#pragma once

#include "journal/storage.hpp"
#include "journal/storage_name.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trireme::fuzz {

// Files in memory without faults, as little work as possible for a fuzzer that makes a folder for each input.
class MemoryStorage final : public journal::Storage {
public:
    [[nodiscard]] Result<std::unique_ptr<journal::File>> create(std::string_view name, std::uint64_t size) override {
        const auto [entry, is_new] = files_.try_emplace(std::string(name));
        if (!is_new) {
            return fail(ErrorCode::already_exists, "{} exists", name);
        }
        entry->second = std::make_shared<ByteBuffer>(static_cast<std::size_t>(size));
        return std::make_unique<MemoryFile>(entry->second);
    }

    [[nodiscard]] Result<std::unique_ptr<journal::File>> open_to_read(std::string_view name) override {
        const auto found = files_.find(std::string(name));
        if (found == files_.end()) {
            return fail(ErrorCode::not_found, "{} does not exist", name);
        }
        return std::make_unique<MemoryFile>(found->second);
    }

    [[nodiscard]] Result<std::unique_ptr<journal::File>> open_to_write(std::string_view name) override {
        return open_to_read(name);
    }

    [[nodiscard]] Result<std::vector<std::string>> list(std::string_view folder) override {
        std::vector<std::string> names;
        for (const auto& [name, content] : files_) {
            if (journal::enclosing_folder(name) == folder) {
                names.push_back(name.substr(folder.size() + 1));
            }
        }
        return names;
    }

    // Nothing interrupts a creation here.
    [[nodiscard]] Result<std::vector<std::string>> remove_half_made(std::string_view) override {
        return std::vector<std::string>();
    }

    [[nodiscard]] Result<void> rename(std::string_view from, std::string_view to) override {
        auto file = files_.extract(std::string(from));
        if (file.empty()) {
            return fail(ErrorCode::not_found, "{} does not exist", from);
        }
        files_.insert_or_assign(std::string(to), std::move(file.mapped()));
        return {};
    }

    [[nodiscard]] Result<void> remove(std::string_view name) override {
        if (files_.erase(std::string(name)) == 0) {
            return fail(ErrorCode::not_found, "{} does not exist", name);
        }
        return {};
    }

    [[nodiscard]] Result<void> make_folder(std::string_view) override { return {}; }
    [[nodiscard]] Result<std::unique_ptr<journal::StorageLock>> lock() override {
        return std::make_unique<journal::StorageLock>();
    }
    [[nodiscard]] std::string path_of(std::string_view name) const override { return std::string(name); }

private:
    class MemoryFile final : public journal::File {
    public:
        explicit MemoryFile(std::shared_ptr<ByteBuffer> content) : content_(std::move(content)) {}

        [[nodiscard]] Result<std::uint64_t> size() override { return content_->size(); }

        [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) override {
            const ByteView behind = ByteView(*content_).subspan(std::min<std::size_t>(offset, content_->size()));
            const std::size_t count = std::min(into.size(), behind.size());
            std::ranges::copy(behind.first(count), into.begin());
            return count;
        }

        [[nodiscard]] Result<void> write_at(std::uint64_t offset, ByteView bytes) override {
            content_->resize(std::max<std::size_t>(content_->size(), offset + bytes.size()));
            std::ranges::copy(bytes, content_->begin() + static_cast<std::ptrdiff_t>(offset));
            return {};
        }

        [[nodiscard]] Result<void> sync() override { return {}; }

    private:
        std::shared_ptr<ByteBuffer> content_;
    };

    std::map<std::string, std::shared_ptr<ByteBuffer>> files_;
};

}  // namespace trireme::fuzz
