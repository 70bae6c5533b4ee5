#include "http/api/event_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <nlohmann/json.hpp>

#include "core/queries/read_events.hpp"
#include "http/api/api.hpp"

namespace hf::http {
namespace {

TEST(PageOfEvents, LeadsToTheNext) {
    class Pages final : public Daemon {
    public:
        void call(DaemonCall, Then then) override {
            EventsRead read;
            read.position = 7;
            read.has_more = has_more;
            RecordedEvent event;
            event.position = 5;
            event.data.msgpack = wire_codec().encode(ValueMap{});
            read.events = {event, event};
            Replied<Encoded> reply;
            reply.result.msgpack = wire_codec().encode(read);
            then(std::move(reply));
        }
        bool has_more = true;
    } daemon;
    Workers workers(1);
    Api api(daemon, workers, Door({}));
    Request request;
    request.method = "GET";
    request.path = "/api/v1/events";
    request.query = "follow=false&after=3&limit=2";
    const auto answer = [&] {
        std::promise<Response> promise;
        api.handle(request, [&](Response response) { promise.set_value(std::move(response)); });
        return promise.get_future().get();
    };
    auto page = answer();
    EXPECT_EQ(*page.headers.find("Link"), "</api/v1/events?follow=false&limit=2&after=7>; rel=\"next\"");
    EXPECT_EQ(*page.headers.find("Last-Event-ID"), "7");
    EXPECT_EQ(nlohmann::json::parse(page.body)["events"].size(), 2U);
    request.headers.set("Accept", "application/x-ndjson");
    daemon.has_more = false;
    page = answer();
    EXPECT_FALSE(page.headers.find("Link"));
    EXPECT_EQ(*page.headers.find("Content-Type"), "application/x-ndjson");
    EXPECT_EQ(std::ranges::count(page.body, '\n'), 2);
    EXPECT_EQ(nlohmann::json::parse(page.body.substr(0, page.body.find('\n')))["position"], 5);
}

}  // namespace
}  // namespace hf::http
