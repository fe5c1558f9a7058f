import { status } from '@grpc/grpc-js';
import type { handleServerStreamingCall, handleUnaryCall, Metadata } from '@grpc/grpc-js';
import users from '@eventstore/db-client/generated/users_pb.js';
import type {
  CreateReq,
  CreateResp,
  DetailsReq,
  DetailsResp,
  ResetPasswordReq,
  ResetPasswordResp,
} from '@eventstore/db-client/generated/users_pb.js';
import { isAdmin, loginOf } from './access.js';
import { accessDenied, Refusal, refusalOf } from './errors.js';
import type { User, WireStore } from './store.js';

/** What of the users service there is: making an account, its details, and another password for it. */
export interface UsersServer {
  readonly create: handleUnaryCall<CreateReq, CreateResp>;
  readonly details: handleServerStreamingCall<DetailsReq, DetailsResp>;
  readonly resetPassword: handleUnaryCall<ResetPasswordReq, ResetPasswordResp>;
}

const notFound = (login: string): Refusal =>
  new Refusal(status.NOT_FOUND, `User '${login}' is not found.`, { exception: 'user-not-found', 'login-name': login });
const conflict = (login: string): Refusal =>
  new Refusal(status.FAILED_PRECONDITION, 'Conflict.', { exception: 'user-conflict', 'login-name': login });

/** `isSecure` is false where nobody signs in, and everybody may do everything. */
export const usersOf = (store: WireStore, isSecure: boolean): UsersServer => {
  const byAdmin = (caller: Metadata): void => {
    if (isSecure && !isAdmin(store, loginOf(store, caller))) throw accessDenied();
  };
  return {
    create: (call, answer) => {
      try {
        byAdmin(call.metadata);
        const asked = call.request.getOptions()!;
        const known = store.users.get(asked.getLoginName());
        // Making an account twice is one account; making another of the same name is not.
        if (known && known.password !== asked.getPassword()) throw conflict(asked.getLoginName());
        const [password, fullName, groups] = [asked.getPassword(), asked.getFullName(), asked.getGroupsList()];
        if (!known) store.addUser(asked.getLoginName(), { password, fullName, groups });
        answer(null, new users.CreateResp());
      } catch (error) {
        answer(refusalOf(error));
      }
    },
    details: (call) => {
      try {
        const wanted = call.request.getOptions()?.getLoginName() ?? '';
        if (isSecure && loginOf(store, call.metadata) === undefined) throw accessDenied();
        if (wanted && !store.users.has(wanted)) throw notFound(wanted);
        for (const [login, user] of store.users) if (!wanted || login === wanted) call.write(detailsOf(login, user));
        call.end();
      } catch (error) {
        call.emit('error', refusalOf(error));
      }
    },
    resetPassword: (call, answer) => {
      try {
        byAdmin(call.metadata);
        const asked = call.request.getOptions()!;
        const user = store.users.get(asked.getLoginName());
        if (!user) throw notFound(asked.getLoginName());
        store.users.set(asked.getLoginName(), { ...user, password: asked.getNewPassword() });
        answer(null, new users.ResetPasswordResp());
      } catch (error) {
        answer(refusalOf(error));
      }
    },
  };
};

const detailsOf = (login: string, user: User): DetailsResp =>
  new users.DetailsResp().setUserDetails(
    new users.DetailsResp.UserDetails()
      .setLoginName(login)
      .setFullName(user.fullName)
      .setGroupsList([...user.groups])
      .setLastUpdated(new users.DetailsResp.UserDetails.DateTime().setTicksSinceEpoch('0')),
  );
