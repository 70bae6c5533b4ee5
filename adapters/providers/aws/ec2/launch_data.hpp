// The properties of a launch's machines as parameters: of RunInstances itself, or of a launch
// template, where they have the same names below `LaunchTemplateData.`.
#pragma once

#include "adapters/providers/aws/http/form.hpp"
#include "adapters/providers/aws/template/aws_template.hpp"

namespace hf::aws {

// A specification with what was looked up for it.
struct ReadySpecification {
    LaunchSpecification spec;
    std::string image_id;
    std::string root_device;
    std::string user_data;  // base64
};

// Adds everything but type, subnet, price, reservation, number and tags. Parameters of the native specification come
// first: the volumes are merged into its block devices, the adapters, the public address and the groups into its
// network interfaces.
void add_launch_data(Form& form, const std::string& prefix, const ReadySpecification& ready);

// Adds the capacity reservation, if there is one. EC2 takes it for machines on demand alone.
void add_reservation(Form& form, const std::string& prefix, const LaunchSpecification& spec);

// Adds a map of parameters in the form of a Query API: {A: {B: 1}, C: [x]} is A.B=1 and C.1=x.
void add_native(Form& form, const std::string& prefix, const ValueMap& parameters);

std::string base64(std::string_view bytes);

}  // namespace hf::aws
