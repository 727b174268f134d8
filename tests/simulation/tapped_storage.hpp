#pragma once

#include "journal/storage.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace trireme::simulation {

// Called before a write takes effect.
using BeforeWrite = std::function<void(std::string_view name, std::uint64_t offset, ByteView bytes)>;

// A storage that shows each write to someone before it happens, and otherwise is the one behind it.
class TappedStorage final : public journal::Storage {
public:
    TappedStorage(journal::Storage& behind, BeforeWrite before_write)
        : behind_(behind), before_write_(std::move(before_write)) {}

    Result<std::unique_ptr<journal::File>> create(std::string_view name, std::uint64_t size) override {
        return tapped(name, behind_.create(name, size));
    }
    Result<std::unique_ptr<journal::File>> open_to_read(std::string_view name) override {
        return behind_.open_to_read(name);
    }
    Result<std::unique_ptr<journal::File>> open_to_write(std::string_view name) override {
        return tapped(name, behind_.open_to_write(name));
    }
    Result<std::vector<std::string>> list(std::string_view folder) override { return behind_.list(folder); }
    Result<std::vector<std::string>> remove_half_made(std::string_view folder) override {
        return behind_.remove_half_made(folder);
    }
    Result<void> rename(std::string_view from, std::string_view to) override { return behind_.rename(from, to); }
    Result<void> remove(std::string_view name) override { return behind_.remove(name); }
    Result<void> make_folder(std::string_view folder) override { return behind_.make_folder(folder); }
    Result<std::unique_ptr<journal::StorageLock>> lock() override { return behind_.lock(); }
    [[nodiscard]] std::string path_of(std::string_view name) const override { return behind_.path_of(name); }

private:
    class TappedFile final : public journal::File {
    public:
        TappedFile(TappedStorage& storage, std::string name, std::unique_ptr<journal::File> behind)
            : storage_(storage), name_(std::move(name)), behind_(std::move(behind)) {}

        Result<std::uint64_t> size() override { return behind_->size(); }
        Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) override {
            return behind_->read_at(offset, into);
        }
        Result<void> write_at(std::uint64_t offset, ByteView bytes) override {
            storage_.before_write_(name_, offset, bytes);
            return behind_->write_at(offset, bytes);
        }
        Result<void> sync() override { return behind_->sync(); }

    private:
        TappedStorage& storage_;
        std::string name_;
        std::unique_ptr<journal::File> behind_;
    };

    Result<std::unique_ptr<journal::File>> tapped(std::string_view name, Result<std::unique_ptr<journal::File>> file) {
        TRIREME_TRY(file);
        return std::make_unique<TappedFile>(*this, std::string(name), *std::move(file));
    }

    journal::Storage& behind_;
    BeforeWrite before_write_;
};

}  // namespace trireme::simulation
